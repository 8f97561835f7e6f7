import { readFileSync } from 'node:fs'

const LISTENING = '0A'

/** TCP ports that something in this namespace listens on. Source: https://docs.kernel.org/networking/proc_net_tcp.html */
export function listeningPorts(): ReadonlySet<number> {
  const ports = new Set<number>()
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6'])
    for (const line of tableOf(file)) {
      const [, local, , state] = line.trim().split(/\s+/)
      if (state === LISTENING && local) ports.add(Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16))
    }
  return ports
}

function tableOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1).filter(Boolean)
  } catch {
    return []
  }
}
