package notifizz

import (
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
)

// lanes are the locks of one client. A call takes any one of them for reading, and Close takes all of
// them for writing: so it waits for the calls in progress, and the next ones wait for it. With a single
// lock, all processors would write to the same memory in each call, and wait for each other there.
type lanes []lane

type lane struct {
	sync.RWMutex
	_ [128]byte // so that two lanes share no cache line, nor two neighbours that are fetched together
}

// newLanes makes more lanes than there are processors, so that two of these seldom share one.
func newLanes() lanes {
	return make(lanes, 1<<bits.Len(uint(min(4*runtime.GOMAXPROCS(0), 64))))
}

// enter takes a lane for reading.
func (l lanes) enter() *lane {
	number := numbers.Get().(*uint32)
	numbers.Put(number)
	lane := &l[*number&uint32(len(l)-1)]
	lane.RLock()
	return lane
}

// numbers gives a processor the number that it had before, most of the time, because a sync.Pool keeps
// what is put into it by processor. It does not matter if two of them get the same.
var numbers = sync.Pool{New: func() any {
	number := lastNumber.Add(1)
	return &number
}}

var lastNumber atomic.Uint32

// closeAll takes every lane for writing and calls end.
func (l lanes) closeAll(end func()) {
	for i := range l {
		l[i].Lock()
		defer l[i].Unlock()
	}
	end()
}
