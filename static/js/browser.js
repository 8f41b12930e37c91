/** A name for this browser, as people say it. */

const systems = [[/Android/, "Android"], [/iPhone|iPad/, "iPhone or iPad"], [/Mac OS X/, "Mac"], [/Windows/, "Windows"], [/CrOS/, "ChromeOS"], [/Linux/, "Linux"]];
const programs = [[/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/Chrome\//, "Chrome"], [/Safari\//, "Safari"]];

const first = (table) => table.find(([pattern]) => pattern.test(navigator.userAgent))?.[1];

export const browserName = () => [first(programs) ?? "Browser", first(systems)].filter(Boolean).join(" on ");
