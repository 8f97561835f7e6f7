import type { Gap } from '#base/gap'

/** What a file is read as. `code` is JavaScript or TypeScript in any spelling, JSX included. */
export type FileKind = 'code' | 'sql' | 'prisma' | 'json' | 'toml' | 'yaml' | 'env' | 'markup' | 'text' | 'binary'

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly kind: FileKind
  /** Bytes. */
  readonly size: number
  /** Hex digest of the content, for caches. */
  readonly hash: string
  /** Text with its line ends as they are; read once, on demand. `''` for binary and oversized files. */
  text(): string
  /** Raw content, for files that are no text (a database). Empty for oversized files. */
  bytes?(): Uint8Array
}

/** One `package.json`: the root's, and each workspace's. */
export interface Package {
  /** Folder relative to the root, `''` for the root. */
  readonly folder: string
  readonly name: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
  readonly main: string | undefined
  readonly type: 'module' | 'commonjs'
}

/** The app's files, read once. Nothing else of Seaworthy reads the app. */
export interface Source {
  /** Absolute path of the app's folder. */
  readonly root: string
  /** Sorted by path. Generated folders (`node_modules`, `dist`, `.next`, …) and what `.gitignore` names are left out. */
  readonly files: readonly SourceFile[]
  /** Files of variables that `.gitignore` names, where there is no git that could tell whether it has them all the same. */
  readonly setAside?: readonly SourceFile[]
  file(path: string): SourceFile | undefined
  readonly packages: readonly Package[]
  /** The package that owns a file: the nearest folder above it. */
  packageOf(path: string): Package | undefined
  /** Whether git tracks the file; `undefined` where there is no git. */
  isTracked(path: string): boolean | undefined
  readonly gaps: readonly Gap[]
}
