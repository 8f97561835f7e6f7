import { createServer } from 'node:http'

export type Commands = Readonly<Record<string, (input: never) => unknown>>

/** The door through which the lab outside gives orders: HTTP on a unix socket, for who knows the token. */
export function serveControl(socketPath: string, token: string, commands: Commands): Promise<void> {
  const server = createServer((request, response) => {
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(value ?? null))
    }
    if (request.headers.authorization !== token) return answer(403, { error: 'no' })
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk as Buffer))
    request.on('end', () => {
      const command = commands[(request.url ?? '/').slice(1)]
      if (!command) return answer(404, { error: `no command ${request.url}` })
      const text = Buffer.concat(chunks).toString('utf8')
      Promise.resolve()
        .then(() => command((text === '' ? undefined : JSON.parse(text)) as never))
        .then(
          value => answer(200, value),
          (error: unknown) => answer(500, { error: error instanceof Error ? error.message : String(error) }),
        )
    })
  })
  // A build may take minutes.
  server.requestTimeout = 0
  server.headersTimeout = 0
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
}
