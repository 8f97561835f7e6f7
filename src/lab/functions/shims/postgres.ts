interface Answer {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly rowCount: number | null
  readonly fields: readonly { readonly name: string }[]
  readonly command: string
}
interface Connected {
  query(question: { readonly text: string; readonly values: readonly unknown[] }): Promise<Answer>
  release?(): void
}
interface Driver {
  readonly Client: new (settings: unknown) => Connected & { connect(): Promise<void>; end(): Promise<void> }
  readonly Pool: new (settings: unknown) => { connect(): Promise<Connected>; end(): Promise<void> }
}

const NAME = 'pg'
const driver = ((await import(NAME)) as { default: Driver }).default

/** `hostname` and its like, as https://deno.land/x/postgres names them. */
const settingsOf = (given: unknown): unknown => {
  if (typeof given === 'string') return { connectionString: given }
  const { hostname, ...rest } = (given ?? {}) as Readonly<Record<string, unknown>>
  return { ...rest, host: hostname ?? rest['host'], ssl: false }
}

type Values = readonly unknown[] | Readonly<Record<string, unknown>>
type Asked = string | { readonly text: string; readonly args?: Values } | TemplateStringsArray

function question(asked: Asked, more: readonly unknown[]): { readonly text: string; readonly values: readonly unknown[] } {
  if (Array.isArray(asked)) return { text: asked.reduce((text, part, index) => `${text}$${index}${part}`), values: more }
  const { text, args } =
    typeof asked === 'string' ? { text: asked, args: more[0] as Values | undefined } : (asked as { text: string; args?: Values })
  if (args === undefined || Array.isArray(args)) return { text, values: (args ?? []) as readonly unknown[] }
  const names = Object.keys(args)
  return {
    text: names.reduce((whole, name, index) => whole.replaceAll(new RegExp(`\\$${name}\\b`, 'gi'), `$${index + 1}`), text),
    values: Object.values(args),
  }
}

/** One connection. */
class Asking {
  protected own: Connected
  constructor(own: Connected) {
    this.own = own
  }
  async queryObject(asked: Asked, ...more: unknown[]): Promise<unknown> {
    const { rows, rowCount, command } = await this.own.query(question(asked, more))
    return { rows, rowCount: rowCount ?? undefined, command }
  }
  async queryArray(asked: Asked, ...more: unknown[]): Promise<unknown> {
    const { rows, rowCount, fields, command } = await this.own.query(question(asked, more))
    return { rows: rows.map(row => fields.map(({ name }) => row[name])), rowCount: rowCount ?? undefined, command }
  }
  createTransaction(): unknown {
    const told = (sql: string) => async () => void (await this.own.query({ text: sql, values: [] }))
    return Object.assign(new Asking(this.own), { begin: told('begin'), commit: told('commit'), rollback: told('rollback') })
  }
  release(): void {
    this.own.release?.()
  }
}

export class Client extends Asking {
  constructor(settings?: unknown) {
    super(new driver.Client(settingsOf(settings)))
  }
  async connect(): Promise<void> {
    await (this.own as InstanceType<Driver['Client']>).connect()
  }
  async end(): Promise<void> {
    await (this.own as InstanceType<Driver['Client']>).end()
  }
}

export class Pool {
  #own: InstanceType<Driver['Pool']>
  constructor(settings?: unknown, size = 3) {
    this.#own = new driver.Pool({ ...(settingsOf(settings) as object), max: size })
  }
  async connect(): Promise<Asking> {
    return new Asking(await this.#own.connect())
  }
  async end(): Promise<void> {
    await this.#own.end()
  }
}
