import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import pg from 'pg'
import { WebSocketServer } from 'ws'
import type { OutsideAnswer } from '../stand-in.js'

/** Neon's serverless driver reaches Postgres over a WebSocket or over HTTP; both end at the lab's own Postgres. */
export interface NeonDoor {
  query(body: Buffer): Promise<OutsideAnswer>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

interface NeonQuery {
  readonly query: string
  readonly params?: readonly unknown[]
}

export function neonDoor(databaseUrl: string | undefined): NeonDoor {
  const server = new WebSocketServer({ noServer: true })
  return {
    query: async body => {
      const client = new pg.Client({ connectionString: databaseUrl })
      try {
        await client.connect()
        const input = JSON.parse(body.toString()) as NeonQuery & { queries?: readonly NeonQuery[] }
        return json(200, input.queries ? { results: await transaction(client, input.queries) } : await one(client, input))
      } catch (error) {
        const { message, code } = error as { message: string; code?: string }
        return json(400, { message, code })
      } finally {
        await client.end().catch(() => undefined)
      }
    },
    upgrade: (request, socket, head) => {
      if (!databaseUrl) return void socket.destroy()
      server.handleUpgrade(request, socket, head, web => {
        const database = connect(5432, '127.0.0.1')
        web.on('message', data => database.write(data as Buffer))
        web.on('close', () => database.destroy())
        web.on('error', () => database.destroy())
        database.on('data', data => {
          if (web.readyState === web.OPEN) web.send(data)
        })
        database.on('close', () => web.close())
        database.on('error', () => web.close())
      })
    },
  }
}

async function transaction(client: pg.Client, queries: readonly NeonQuery[]): Promise<unknown[]> {
  await client.query('begin')
  const results: unknown[] = []
  for (const query of queries) results.push(await one(client, query))
  await client.query('commit')
  return results
}

async function one(client: pg.Client, { query, params = [] }: NeonQuery): Promise<unknown> {
  // The driver parses text itself.
  const types = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig
  const answer = await client.query({ text: query, values: [...params], rowMode: 'array', types })
  const { command, rowCount, rows } = answer
  const fields = answer.fields.map(({ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier }) => ({
    name,
    dataTypeID,
    tableID,
    columnID,
    dataTypeSize,
    dataTypeModifier,
    format: 'text',
  }))
  return { command, rowCount, rows, rowAsArray: true, fields }
}

function json(status: number, value: unknown): OutsideAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}
