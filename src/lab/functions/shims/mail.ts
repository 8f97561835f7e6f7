interface Transport {
  sendMail(mail: Readonly<Record<string, unknown>>): Promise<unknown>
  close(): void
}
interface Connection {
  readonly hostname: string
  readonly port?: number
  readonly tls?: boolean
  readonly auth?: { readonly username: string; readonly password: string }
  readonly username?: string
  readonly password?: string
}

const NAME = 'nodemailer'
const { createTransport } = ((await import(NAME)) as { default: { createTransport(settings: unknown): Transport } }).default

const over = ({ hostname, port, tls = false, auth, username, password }: Connection): Transport =>
  createTransport({
    host: hostname,
    port: port ?? (tls ? 465 : 25),
    secure: tls,
    ...((auth !== undefined || username !== undefined) && { auth: { user: auth?.username ?? username, pass: auth?.password ?? password } }),
  })

/** https://deno.land/x/denomailer and its forerunner https://deno.land/x/smtp */
export class SMTPClient {
  #transport: Transport | undefined
  constructor(options?: { readonly connection?: Connection }) {
    if (options?.connection) this.#transport = over(options.connection)
  }
  async connect(connection: Connection): Promise<void> {
    this.#transport = over({ tls: false, ...connection })
  }
  async connectTLS(connection: Connection): Promise<void> {
    this.#transport = over({ ...connection, tls: true })
  }
  async send({ content, ...mail }: Readonly<Record<string, unknown>>): Promise<void> {
    if (!this.#transport) throw new Error('not connected')
    await this.#transport.sendMail({ ...mail, ...(typeof content === 'string' && content !== 'auto' && { text: content }) })
  }
  async close(): Promise<void> {
    this.#transport?.close()
  }
}

export { SMTPClient as SmtpClient }
