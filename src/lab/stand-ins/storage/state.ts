import type { Run } from '../define.js'

/** One file that the app stored. */
export interface StoredFile {
  readonly bytes: Buffer
  readonly type: string
  readonly metadata: Readonly<Record<string, string>>
  readonly at: number
}

export interface StorageState {
  /** By `service/bucket/key`. */
  readonly files: Map<string, StoredFile>
  readonly parts: Map<string, Map<number, Buffer>>
}

export type StorageRun = Run<StorageState>
