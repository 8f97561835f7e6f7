// Notes the process's memory beside the clock, from a thread of its own: the audit keeps its thread busy.
import { parentPort, workerData } from 'node:worker_threads'

const samples = new Float64Array(workerData.samples)
let index = 0
setInterval(() => {
  if (index + 1 >= samples.length) return
  samples[index + 1] = process.memoryUsage.rss()
  samples[index] = Date.now()
  index += 2
}, workerData.everyMs)
parentPort.postMessage('ready')
