package portal

import (
	"context"
	"fmt"
	"time"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// batchSize is how many waiting writes share one transaction.
const batchSize = 256

// job is one write on its way through the sequencer.
type job struct {
	f        func(Tx) (protocol.Response, error)
	touched  map[udf.Fingerprint]bool // the profiles that it has changed
	response protocol.Response
	err      error
	done     chan struct{}
}

// write runs f in a transaction, one after another with all other writes, in
// its own savepoint. When it returns without an error the write is durable,
// and the checkpoint that contains it is released.
func (s *Service) write(ctx context.Context, f func(Tx) (protocol.Response, error)) (protocol.Response, error) {
	if reason, frozen := s.Frozen(); frozen {
		return nil, errFrozen(reason)
	}
	j := &job{f: f, done: make(chan struct{})}
	if err := s.enqueue(ctx, j); err != nil {
		return nil, unavailable(err)
	}
	<-j.done
	return j.response, j.err
}

// enqueue hands a job to the sequencer, which answers whatever it was handed
// before Close.
func (s *Service) enqueue(ctx context.Context, j *job) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		return context.Canceled
	}
	select {
	case s.queue <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read runs f on a snapshot.
func (s *Service) read(ctx context.Context, f func(Tx) (protocol.Response, error)) (response protocol.Response, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		response, err = f(tx)
		return err
	})
	return response, err
}

// sequence is the one writer: it takes what waits, commits it together, and
// answers after that.
func (s *Service) sequence() {
	defer s.running.Done()
	for {
		select {
		case j := <-s.queue:
			s.commit(s.batch(j))
		case <-s.stop:
			s.drain()
			return
		}
	}
}

// batch adds to first what else waits.
func (s *Service) batch(first *job) []*job {
	jobs := []*job{first}
	for len(jobs) < batchSize {
		select {
		case j := <-s.queue:
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

func (s *Service) drain() {
	for {
		select {
		case j := <-s.queue:
			s.commit(s.batch(j))
		default:
			return
		}
	}
}

// commit writes a batch, releases its checkpoint, and only then answers. If
// either fails, nothing is acknowledged.
func (s *Service) commit(jobs []*job) {
	refused := s.commitAll(jobs)
	for _, j := range jobs {
		if refused != nil {
			j.response, j.err = nil, refused
		} else if j.err == nil {
			s.attach(j.response)
			s.watchers.tick(j.touched)
		}
		close(j.done)
	}
}

// commitAll returns why a whole batch is refused: one that waited while the
// log froze is not written either.
func (s *Service) commitAll(jobs []*job) error {
	if reason, frozen := s.Frozen(); frozen {
		return errFrozen(reason)
	}
	checkpoint, err := s.update(jobs)
	if err != nil {
		return unavailable(err)
	}
	if checkpoint.Size <= s.released.Load().Size {
		return nil
	}
	if err := s.release(checkpoint); err != nil {
		s.freeze("the newest checkpoint could not be kept")
		return unkept(err)
	}
	return nil
}

// update runs a batch in one transaction and returns the log's state after it.
func (s *Service) update(jobs []*job) (checkpoint ledger.Checkpoint, err error) {
	err = s.store.Update(context.Background(), func(tx Tx) error {
		for _, j := range jobs {
			j.touched = map[udf.Fingerprint]bool{}
			j.err = tx.Savepoint(func() error { return j.run(&touching{tx, j.touched}) })
		}
		checkpoint, err = s.state(tx)
		return err
	})
	return checkpoint, err
}

// run evaluates a member of a batch; a bug in one does not take the others along.
func (j *job) run(tx Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &protocol.Error{Code: protocol.Internal, Message: "something went wrong; nothing was changed", Err: fmt.Errorf("panic: %v", p)}
		}
	}()
	j.response, err = j.f(tx)
	return err
}

// attach gives an answer the note of its own commit.
func (s *Service) attach(r protocol.Response) {
	note := string(s.released.Load().note)
	switch r := r.(type) {
	case *protocol.PublishResponse:
		r.CheckpointValue = note
	case *protocol.CreateResponse:
		r.CheckpointValue = note
	}
}

// retrySoon is when to try again after a failure that may pass.
const retrySoon = 5 * time.Second

func unavailable(cause error) *protocol.Error {
	return &protocol.Error{Code: protocol.Unavailable, Message: "the portal cannot do this now; nothing was changed: try again later", RetryAfter: retrySoon, Err: cause}
}

// unkept refuses a batch that was written, but whose checkpoint may not be
// told: whether it counts is known after the next start.
func unkept(cause error) *protocol.Error {
	return &protocol.Error{Code: protocol.Unavailable, Message: "the log is frozen (the newest checkpoint could not be kept); whether this was written shows once its operator has acted: send the same again then", RetryAfter: time.Hour, Err: cause}
}
