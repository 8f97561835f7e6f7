/** A package as a lock file of npm names it: only those without dependencies of their own can be written by hand. */
interface Locked {
  readonly version: string
  readonly resolved: string
  readonly integrity: string
  readonly license: string
  readonly bin?: Readonly<Record<string, string>>
  readonly engines?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly funding?: Readonly<Record<string, string>>
}

const KNOWN: Readonly<Record<string, Locked>> = {
  zod: {
    version: '4.6.7',
    resolved: 'https://registry.npmjs.org/zod/-/zod-4.6.7.tgz',
    integrity: 'sha512-g8W2D2kU6a8untc053fX1uVBKzM7yqAxW/3zwk83+6RyF2+SKOuV+c0wBDhUwzV1PaGapmZH+rmcUzPf+3CGwg==',
    license: 'MIT',
    funding: { url: 'https://github.com/sponsors/colinhacks' },
  },
  bcryptjs: {
    version: '3.0.3',
    resolved: 'https://registry.npmjs.org/bcryptjs/-/bcryptjs-3.0.3.tgz',
    integrity: 'sha512-GlF5wPWnSa/X5LKM1o0wz0suXIINz1iHRLvTS+sLyi7XPbe5ycmYI3DlZqVGZZtDgl4DmasFg7gOB3JYbphV5g==',
    license: 'BSD-3-Clause',
    bin: { bcrypt: 'bin/bcrypt' },
  },
  'express-rate-limit': {
    version: '7.5.1',
    resolved: 'https://registry.npmjs.org/express-rate-limit/-/express-rate-limit-7.5.1.tgz',
    integrity: 'sha512-7iN8iPMDzOMHPUYllBEsQdWVB6fPDMPqwjBaFrgr4Jgr/+okjvzAy+UHlYYL/Vs0OsOrMkwS6PJDkFlJwoxUnw==',
    license: 'MIT',
    engines: { node: '>= 16' },
    funding: { url: 'https://github.com/sponsors/express-rate-limit' },
    peerDependencies: { express: '>= 4.11' },
  },
  'express-async-errors': {
    version: '3.1.1',
    resolved: 'https://registry.npmjs.org/express-async-errors/-/express-async-errors-3.1.1.tgz',
    integrity: 'sha512-h6aK1da4tpqWSbyCa3FxB/V6Ehd4EEB15zyQq9qe75OZBp0krinNKuH4rAY+S/U/2I36vdLAUFSjQJ+TFmODng==',
    license: 'ISC',
    peerDependencies: { express: '^4.16.2' },
  },
  'rate-limiter-flexible': {
    version: '11.4.0',
    resolved: 'https://registry.npmjs.org/rate-limiter-flexible/-/rate-limiter-flexible-11.4.0.tgz',
    integrity: 'sha512-+RyuiXEG3odp5c9aZP83H8cld0L7swvz1FxlVzy/7N4zYo4i0GDy5tBhZlPFFOdXXwEilyBREKbVIKDq5bfjlw==',
    license: 'ISC',
  },
  // Its types are optional, and it brings its own.
  dompurify: {
    version: '3.4.18',
    resolved: 'https://registry.npmjs.org/dompurify/-/dompurify-3.4.18.tgz',
    integrity: 'sha512-ofe3wI/uNm68HInABYFJYqQxRw1EaKAjNdrFVKqjUY+UZurvNd2L/HuQe097s/4RivWiZyP6tT7aoT8atjfhwg==',
    license: '(MPL-2.0 OR Apache-2.0)',
  },
  helmet: {
    version: '8.3.0',
    resolved: 'https://registry.npmjs.org/helmet/-/helmet-8.3.0.tgz',
    integrity: 'sha512-Qgpiaws3Sm30Av8Eah6sjMCZZwjlBu+E68rhpCWBshY1lb09HtLwj5GviX0OyQIn+ulUS0iX0AxN5n3tLZzz1w==',
    license: 'MIT',
    engines: { node: '>=18.0.0' },
  },
}

interface Lock {
  readonly lockfileVersion?: number
  packages?: Record<string, Record<string, unknown>>
  dependencies?: Record<string, unknown>
}

/** A `package-lock.json` with further packages, where all of them are known and the file stands as npm writes it. */
export function withLocked(text: string, folder: string, wanted: Readonly<Record<string, string>>): string | undefined {
  const lock = JSON.parse(text) as Lock
  const indent = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '  '
  const end = /\r?\n$/.exec(text)?.[0] ?? ''
  const own = lock.packages?.[folder]
  if (!lock.packages || !own || JSON.stringify(lock, null, indent) + end !== text.replaceAll('\r\n', '\n')) return undefined
  for (const [name, version] of Object.entries(wanted)) {
    const entry = KNOWN[name]
    const present = lock.packages[`node_modules/${name}`]
    if (present ? present.version !== version : entry?.version !== version) return undefined
    own.dependencies = sorted({ ...(own.dependencies as Record<string, unknown> | undefined), [name]: version })
    if (present) continue
    lock.packages = placed(lock.packages, `node_modules/${name}`, { ...entry })
    if (lock.dependencies)
      lock.dependencies = placed(lock.dependencies, name, {
        version: entry!.version,
        resolved: entry!.resolved,
        integrity: entry!.integrity,
      })
  }
  return JSON.stringify(lock, null, indent) + end
}

/** Puts an entry in its place of the alphabet, and leaves the others where they are. */
function placed<Value>(entries: Record<string, Value>, name: string, value: Value): Record<string, Value> {
  const list = Object.entries(entries)
  const after = list.findIndex(([key]) => key.localeCompare(name, 'en') > 0)
  list.splice(after < 0 ? list.length : after, 0, [name, value])
  return Object.fromEntries(list)
}

const sorted = (entries: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => a.localeCompare(b, 'en')))
