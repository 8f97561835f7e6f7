/** What a call of yarn or pnpm comes to, where nothing is installed any more. */
export interface Command {
  /** Of the package that is meant: a path, or a name to be found. */
  readonly in: { readonly folder: string } | { readonly workspace: string } | undefined
  /** A script of the package, else a program that one of its packages brings; `undefined`: there is nothing to do. */
  readonly name: string | undefined
  readonly args: readonly string[]
}

const FOLDER = new Set(['--cwd', '-C', '--dir', '--prefix'])
const WORKSPACE = new Set(['--filter', '-F', 'workspace', '--workspace'])
const RUNS = new Set(['run', 'run-script', 'exec', 'dlx', 'x', 'node'])
const INSTALLS = new Set(['install', 'i', 'add', 'ci', 'prune', 'rebuild', 'approve-builds', 'set', 'config', 'dedupe'])

/** `yarn --cwd web build --fast`, `pnpm -F web run build`, `yarn workspace web build`: the same with us. */
export function commandOf(given: readonly string[]): Command {
  let left = given
  let within: Command['in']
  for (;;) {
    const [first = '', second = '', ...rest] = left
    const [flag, value] = first.startsWith('--') && first.includes('=') ? cut(first) : [first, undefined]
    if (FOLDER.has(flag) || WORKSPACE.has(flag)) {
      const target = value ?? second
      within = FOLDER.has(flag) ? { folder: target } : { workspace: target }
      left = value === undefined ? rest : left.slice(1)
    } else if (RUNS.has(first) || /^-./.test(first)) left = left.slice(1)
    else break
  }
  const [name, ...args] = left
  return { in: within, name: name === undefined || INSTALLS.has(name) ? undefined : name, args: args[0] === '--' ? args.slice(1) : args }
}

const cut = (text: string): [string, string] => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]
