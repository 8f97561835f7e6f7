import { readFileSync } from 'node:fs'

const LISTENING = '0A'

/** TCP ports that something in this namespace listens on, and the host under which each is reached. Source: https://docs.kernel.org/networking/proc_net_tcp.html */
export function listeningPorts(): ReadonlyMap<number, string> {
  const ports = new Map<number, string>()
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6'])
    for (const line of tableOf(file)) {
      const [, local, , state] = line.trim().split(/\s+/)
      if (state !== LISTENING || !local) continue
      const [address = '', port = ''] = local.split(':')
      const number = Number.parseInt(port, 16)
      const host = hostOf(address)
      // Who listens at several addresses is nearest at home.
      if (ports.get(number) !== HOME) ports.set(number, host)
    }
  return ports
}

const HOME = 'localhost'

/** Some apps listen at one address alone, that of the machine on which they were written: `0100007F` is 127.0.0.1. */
function hostOf(address: string): string {
  if (address.length !== 8) return HOME
  const parts = [...Buffer.from(address, 'hex')].toReversed()
  const dotted = parts.join('.')
  return dotted === '0.0.0.0' || dotted === '127.0.0.1' ? HOME : dotted
}

function tableOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1).filter(Boolean)
  } catch {
    return []
  }
}
