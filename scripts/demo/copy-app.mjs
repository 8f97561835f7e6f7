import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { basename } from 'node:path'

/** What is not the founder's: our list of planted faults, and what an install or a build left. */
const OURS = new Set(['expected.json', 'node_modules', '.next', 'dist', '.seaworthy'])

/** A sample app as its founder has it: its files, known to git where there is git. */
export function copyApp(from, to) {
  cpSync(from, to, { recursive: true, filter: path => path === from || !OURS.has(basename(path)) })
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
  ])
    spawnSync('git', args, { cwd: to, stdio: 'ignore' })
}
