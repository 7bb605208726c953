//go:build race

package notifizz

const raceDetector = true
