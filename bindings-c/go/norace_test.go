//go:build !race

package notifizz

const raceDetector = false
