import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Processes of a session that are alive a moment after its leader died, by name. Linux tells; elsewhere none are seen. */
export async function leftOf(session, patience = 5000) {
  for (const end = performance.now() + patience; ; await sleep(100)) {
    const left = alive(session)
    if (left.length === 0 || performance.now() > end) return left
  }
}

function alive(session) {
  return list('/proc').flatMap(pid => {
    const stat = /^\d+$/.test(pid) ? textOf(`/proc/${pid}/stat`) : ''
    const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? []
    const [state, , , ownSession] = (rest ?? '').split(' ')
    return Number(ownSession) === session && state !== 'Z' ? [`${name} ${pid}`] : []
  })
}

function list(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
