import { execFileSync } from 'node:child_process'

const WHO = ['-c', 'user.name=Founder', '-c', 'user.email=founder@example.com']

/** What git answers, without its last line break. */
export const git = (folder, ...args) => execFileSync('git', [...WHO, ...args], { cwd: folder, encoding: 'utf8' }).trimEnd()
