import { copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { emptied } from './env-files.js'

const LARGEST_FILE = 200_000_000
const LARGEST_COPY = 2_000_000_000
/** Folders that are made again, hold history, or hold what other tools keep about this machine. */
const LEFT_OUT = new Set(
  'node_modules bower_components .git .hg .svn .next .nuxt .output .svelte-kit .astro .vercel .netlify .turbo .cache .parcel-cache .nx .pnpm-store .wrangler .seaworthy .nyc_output .venv __pycache__ .idea .vscode'.split(
    ' ',
  ),
)
const KEYS = /(?:^|\.)(?:pem|key|p12|pfx|jks|keystore)$|^id_(?:rsa|ed25519|ecdsa)|^\.npmrc$|^\.netrc$|service-?account.*\.json$/i

export interface Copied {
  readonly files: number
  readonly bytes: number
  /** Env files whose values were emptied. */
  readonly emptied: readonly string[]
  readonly leftOut: readonly string[]
}

/** Copies an app's tree; the original is only read. Links that lead out of it are left out, values of env files are emptied, keys stay behind. */
export function copyApp(from: string, to: string): Copied {
  const emptiedFiles: string[] = []
  const leftOut: string[] = []
  let files = 0
  let bytes = 0
  const visit = (folder: string): void => {
    mkdirSync(join(to, relative(from, folder)), { recursive: true })
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      const name = relative(from, path)
      const target = join(to, name)
      if (entry.isSymbolicLink()) {
        const leads = resolve(dirname(path), readlinkSync(path))
        if (leads.startsWith(from + sep) && !name.includes('node_modules')) symlinkSync(relative(dirname(path), leads), target)
        else leftOut.push(name)
      } else if (entry.isDirectory()) {
        if (!LEFT_OUT.has(entry.name)) visit(path)
      } else if (entry.isFile()) {
        const { size } = lstatSync(path)
        if (size > LARGEST_FILE || bytes + size > LARGEST_COPY || isKey(entry.name)) {
          leftOut.push(name)
          continue
        }
        files++
        bytes += size
        if (isEnvFile(entry.name)) {
          emptiedFiles.push(name)
          writeFileSync(target, emptied(readFileSync(path, 'utf8')))
        } else copyFileSync(path, target)
      }
    }
  }
  visit(from)
  return { files, bytes, emptied: emptiedFiles, leftOut }
}

/** Whether nothing of a file's own text comes into a copy: it holds keys, or values of variables. */
export const staysBehind = (name: string): boolean => isKey(name) || isEnvFile(name)

const isKey = (name: string): boolean => KEYS.test(name)
const isEnvFile = (name: string): boolean =>
  /^(?:\.env|\.dev\.vars)(?:\..+)?$|^[\w-]+\.env$/.test(name) && !/\.(?:[cm]?[jt]sx?|d\.ts)$/.test(name)
