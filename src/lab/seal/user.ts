import { chownSync, lchownSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Who the app runs as when we are root: a number that no account has, so that no file is its own. */
const LAB_USER = 59_981

export interface LabUser {
  readonly uid: number
  readonly gid: number
  /** We are root and must step down. */
  readonly stepsDown: boolean
}

export function labUser(): LabUser {
  const uid = process.getuid?.() ?? LAB_USER
  return uid === 0 ? { uid: LAB_USER, gid: LAB_USER, stepsDown: true } : { uid, gid: process.getgid?.() ?? uid, stepsDown: false }
}

/** Gives a folder that we made to the user that works in it. */
export function giveTo(user: LabUser, folder: string): void {
  if (!user.stepsDown) return
  chownSync(folder, user.uid, user.gid)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) giveTo(user, path)
    else lchownSync(path, user.uid, user.gid)
  }
}
