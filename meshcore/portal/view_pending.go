package portal

import (
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// PendingView is a live request to join, as the portal has it: the device that
// approves it verifies it itself (protocol.md II.8).
type PendingView struct {
	Device    *meshcore.DeviceProfile
	RequestID meshcore.VersionID
	Requested time.Time
	Expires   time.Time
	Address   string // address prefix of the sender, "" if exempt
	Invited   bool
	Code      udf.Fingerprint // the connection code
}

// pendingViews lists the live requests to join a profile, oldest first, but
// for devices that it holds already: they count as accepted.
func (s *Service) pendingViews(tx Tx, p *meshcore.PersonalProfile) (views []PendingView, err error) {
	all, err := tx.Connections(p.Identifier)
	if err != nil {
		return nil, err
	}
	for i := range all {
		c := &all[i]
		if _, member := p.Device(c.Device); member || !c.live(s.Now()) {
			continue
		}
		device, err := s.asking(c)
		if err != nil {
			return nil, err
		}
		views = append(views, PendingView{
			Device: device, RequestID: c.RequestID, Requested: c.Requested, Expires: c.Expires,
			Address: c.Address, Invited: c.invited(), Code: udf.ConnectionCode(c.Device, p.Identifier),
		})
	}
	return views, nil
}

// asking is the device of a request that was verified before it was kept.
func (s *Service) asking(c *Connection) (*meshcore.DeviceProfile, error) {
	if device, ok := s.requests.get(c.RequestID); ok {
		return device, nil
	}
	signed := new(meshcore.SignedConnectionRequest)
	if err := jose.Unmarshal(c.Request, signed); err != nil {
		return nil, err
	}
	request, err := signed.Reopen()
	if err != nil {
		return nil, err
	}
	s.requests.put(c.RequestID, request.DeviceProfile())
	return request.DeviceProfile(), nil
}
