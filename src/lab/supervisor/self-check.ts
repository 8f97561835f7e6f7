import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

const SILENT_PORT = 9
const OUTSIDE = '1.1.1.1'
const WAITS = 2_000

/** Throws unless this world has loopback alone and nothing outside answers. */
export async function refuseUnsealed(): Promise<void> {
  const others = readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .slice(2)
    .map(line => line.split(':')[0]!.trim())
    .filter(name => name !== '' && name !== 'lo')
  if (others.length > 0) throw new Error(`the seal does not hold: there is a network interface \`${others[0]}\``)
  const met = await new Promise<string>(resolve => {
    const socket = connect({ host: OUTSIDE, port: SILENT_PORT, timeout: WAITS })
    socket.once('connect', () => resolve('answered'))
    socket.once('timeout', () => resolve('was reached, or is filtered by a network'))
    socket.once('error', () => resolve('refused'))
    socket.once('close', () => socket.destroy())
  })
  if (met !== 'refused') throw new Error(`the seal does not hold: an address outside ${met}`)
}
