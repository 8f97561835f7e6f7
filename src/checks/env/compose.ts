import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import type { SourceFile } from '#source/source'

/** One service of a Compose file (https://docs.docker.com/reference/compose-file/services/). */
export interface ComposeService {
  readonly name: string
  readonly line: number
  /** Without the registry's folder and the tag: `redis` for `docker.io/bitnami/redis:7`. */
  readonly image: string | undefined
  /** The app itself is built here. */
  readonly builds: boolean
  /** Variables with their values as written. */
  readonly environment: ReadonlyMap<string, string>
  readonly command: string
  readonly ports: readonly ComposePort[]
}

export interface ComposePort {
  readonly line: number
  /** Address of the machine on which it is open; all of them where none is named. */
  readonly host: string | undefined
  /** As written. */
  readonly text: string
}

export const isComposeFile = (path: string): boolean => /(?:^|\/)(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/.test(path)

/** Services of a file; none where it is no YAML, or holds none. */
export function servicesOf(file: SourceFile): ComposeService[] {
  const counter = new LineCounter()
  const document = parseDocument(file.text(), { lineCounter: counter, merge: true, logLevel: 'silent' })
  const services = document.errors.length === 0 && isMap(document.contents) ? document.contents.get('services', true) : undefined
  if (!isMap(services)) return []
  const lineOf = (node: unknown): number => counter.linePos((node as { range?: readonly number[] }).range?.[0] ?? 0).line
  return services.items.flatMap(({ key, value }) =>
    isMap(value) && isScalar(key)
      ? [
          {
            name: String(key.value),
            line: lineOf(key),
            image: imageOf(value.get('image')),
            builds: value.has('build'),
            environment: environmentOf(value),
            command: textOf(value.get('command', true)),
            ports: portsOf(value, lineOf),
          },
        ]
      : [],
  )
}

const imageOf = (image: unknown): string | undefined =>
  typeof image === 'string'
    ? image
        .replace(/@.*$/, '')
        .replace(/:[^/]*$/, '')
        .split('/')
        .at(-1)
    : undefined

function environmentOf(service: YAMLMap): ReadonlyMap<string, string> {
  const given = service.get('environment', true)
  if (isMap(given)) return new Map(given.items.map(({ key, value }) => [textOf(key), textOf(value)]))
  if (!isSeq(given)) return new Map()
  return new Map(
    given.items.map(item => {
      const [, name, value] = /^([^=]*)=?(.*)$/s.exec(textOf(item))!
      return [name!, value!]
    }),
  )
}

/** `6379:6379`, `127.0.0.1:6379:6379`, or `{ published, host_ip }`. */
function portsOf(service: YAMLMap, lineOf: (node: unknown) => number): ComposePort[] {
  const ports = service.get('ports', true)
  if (!isSeq(ports)) return []
  return ports.items.flatMap(item => {
    if (isMap(item)) {
      if (!item.has('published')) return []
      return [{ line: lineOf(item), host: textOf(item.get('host_ip', true)) || undefined, text: textOf(item.get('published', true)) }]
    }
    const text = textOf(item)
    const host = /^(\[[^\]]*\]|[^:]+(?=:[^:]*:[^:]*$)|\$\{[^}]*\}(?=:[^:]*:[^:]*$)):/.exec(text)?.[1]
    return [{ line: lineOf(item), host, text }]
  })
}

function textOf(node: unknown): string {
  if (isScalar(node)) return node.value === null || node.value === undefined ? '' : String(node.value)
  return isSeq(node) ? node.items.map(textOf).join(' ') : ''
}
