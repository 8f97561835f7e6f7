import { request } from 'node:http'

/** Gives an order to the supervisor of a sealed world. */
export type Control = <Result>(command: string, input?: unknown, limit?: number) => Promise<Result>

export function controlBy(socketPath: string, token: string): Control {
  return <Result>(command: string, input?: unknown, limit = 30_000) =>
    new Promise<Result>((resolve, reject) => {
      const order = request(
        { socketPath, path: `/${command}`, method: 'POST', headers: { authorization: token }, timeout: limit },
        response => {
          const chunks: Buffer[] = []
          response.on('data', chunk => chunks.push(chunk as Buffer))
          response.on('error', reject)
          response.on('end', () => {
            const value = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { error?: string } | null
            if (response.statusCode === 200) resolve(value as Result)
            else reject(new Error(value?.error ?? `the lab answered ${response.statusCode}`))
          })
        },
      )
      order.on('timeout', () => order.destroy(new Error(`the lab did not answer \`${command}\` within ${Math.round(limit / 1000)} s`)))
      order.on('error', reject)
      order.end(input === undefined ? '' : JSON.stringify(input))
    })
}
