import { request } from 'node:http'
import type { LoadFigures } from './load.js'

interface Reading {
  readonly delay: number
  readonly worst: number
  readonly heap: number
}

const WAITS = 5_000

/** How the app's process takes a load: the preload in it answers. Only what runs on Node tells. */
export async function withVitals(port: number, work: () => Promise<LoadFigures>): Promise<LoadFigures> {
  const before = await read(port)
  const result = await work()
  const after = before && (await read(port))
  return after
    ? { ...result, vitals: { delay: round(after.delay), worstDelay: round(after.worst), growth: after.heap - before.heap } }
    : result
}

function read(port: number): Promise<Reading | undefined> {
  return new Promise(resolve => {
    const message = request({ host: 'localhost', port, path: '/', headers: { 'x-lab-vitals': '1' }, timeout: WAITS }, response => {
      let text = ''
      response.on('data', part => (text += String(part)))
      response.on('error', () => resolve(undefined))
      response.on('end', () => resolve(readingIn(text)))
    })
    message.on('timeout', () => message.destroy())
    message.on('error', () => resolve(undefined))
    message.end()
  })
}

/** Another runtime answers with a page. */
function readingIn(text: string): Reading | undefined {
  try {
    const reading = JSON.parse(text) as Partial<Reading>
    return typeof reading.heap === 'number' && typeof reading.delay === 'number' ? (reading as Reading) : undefined
  } catch {
    return undefined
  }
}

const round = (milliseconds: number): number => Math.round(milliseconds * 10) / 10
