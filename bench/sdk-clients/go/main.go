// Asks the gate, as client.ts does, over the channel of messages that Node gives to its children.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

type question struct {
	Client string `json:"client"`
	Ms     int    `json:"ms"`
	AtOnce int    `json:"atOnce"`
}

type turn struct {
	Requests  int     `json:"requests"`
	Failed    int     `json:"failed"`
	P50Ms     float64 `json:"p50Ms"`
	CPUMicros float64 `json:"cpuMicros"`
}

// ask says whether the request may pass.
type ask func() bool

func main() {
	descriptor, err := strconv.Atoi(os.Getenv("NODE_CHANNEL_FD"))
	exitOn(err)
	clients := clientsOf(os.Args[1], os.Args[2])
	channel := os.NewFile(uintptr(descriptor), "parent")
	questions, answers := json.NewDecoder(channel), json.NewEncoder(channel)
	for {
		var asked question
		if err := questions.Decode(&asked); err == io.EOF {
			return
		} else {
			exitOn(err)
		}
		exitOn(answers.Encode(take(clients[asked.Client], asked)))
	}
}

func clientsOf(gateURL, key string) map[string]ask {
	gate, err := latchkey.NewGate(gateURL)
	exitOn(err)
	// As net/http's server has it.
	request, err := http.NewRequest(http.MethodGet, "/orders?limit=10", nil)
	exitOn(err)
	request.RequestURI, request.RemoteAddr = "/orders?limit=10", "127.0.0.1:50000"
	request.Header = http.Header{"User-Agent": {"bench"}, "Accept": {"*/*"}, "X-Api-Key": {key}}
	bare := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	return map[string]ask{
		"net/http": func() bool {
			question, err := http.NewRequest(http.MethodGet, gateURL+"/gate", nil)
			exitOn(err)
			question.Header.Set("X-Api-Key", key)
			response, err := bare.Do(question)
			if err != nil {
				return false
			}
			defer response.Body.Close()
			_, err = io.Copy(io.Discard, response.Body)
			return err == nil && response.StatusCode == http.StatusOK
		},
		"check": func() bool { return gate.Check(request).Allowed },
	}
}

func take(ask ask, asked question) turn {
	used, until := cpuTime(), time.Now().Add(time.Duration(asked.Ms)*time.Millisecond)
	var mutex sync.Mutex
	var workers sync.WaitGroup
	var took []time.Duration
	failed := 0
	for range asked.AtOnce {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for began := time.Now(); began.Before(until); began = time.Now() {
				allowed := ask()
				lasted := time.Since(began)
				mutex.Lock()
				took = append(took, lasted)
				if !allowed {
					failed++
				}
				mutex.Unlock()
			}
		}()
	}
	workers.Wait()
	slices.Sort(took)
	return turn{
		Requests: len(took), Failed: failed, P50Ms: took[len(took)/2].Seconds() * 1e3,
		CPUMicros: (cpuTime() - used).Seconds() * 1e6 / float64(len(took)),
	}
}

// cpuTime is what the process has used so far.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	exitOn(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
