import type { Place, TrailStep } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Source, SourceFile } from '#source/source'
import { isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'
import { isTest } from '../secrets/where.js'

/** Somebody is asked for when a socket opens: by middleware, by what the handshake holds, or by the session of the request. */
const ASKS =
  /\.use\(\s*(?:async\s*)?(?:function\s*\w*\s*)?\(?\s*\w*sock\w*|handshake\s*\.\s*(?:auth|headers|query)|\bhandshake\s*;|request\s*\.\s*(?:session|headers|user)\b|allowRequest|verifyClient|io\.engine\.use|authenticateSocket|socketAuth|socket-?jwt|upgradeReq/i
const SERVES = /socket\.io|\bnew\s+(?:WebSocketServer|WebSocket\.Server|ws\.Server|Server)\b|\bio\b/
const SIGNS_IN =
  /^(?:jsonwebtoken|jose|passport|express-session|cookie-session|@fastify\/jwt|fastify-jwt|koa-jwt|express-jwt|next-auth|better-auth|iron-session|koa-session)$/
const WRITES =
  /\.(?:create|save|insert\w*|update\w*|upsert|bulkCreate|findByIdAnd\w+|findOneAnd\w+|delete(?:One|Many)?|destroy)\s*\(|\.(?:query|execute)\s*\(\s*(?:['"`]\s*(?:insert|update|delete)|[\w.]*(?:add|insert|create|save|store|update|delete|remove)\w*)/i
const SENDS = /\.(?:to|in)\(\s*[^'"`)\s][^)]*\)\s*\.\s*emit\(|\.send\(/

const READS = /\.(?:find(?:All|Many|One|Unique|First|ById|ByPk)?|query|execute|select)\s*\(\s*[^\s)]/

interface Found {
  readonly at: Place
  readonly does: 'stores' | 'joins' | 'sends'
  readonly trail: TrailStep[]
}

const SAYS = {
  stores: 'writes what anybody sends over it into the database',
  joins: 'lets anybody read, or listen to, whatever they name',
  sends: 'passes on what anybody sends, to whomever they name',
} as const

export default defineCheck({
  id: 'access/open-socket',
  title: 'A socket takes orders from whoever connects',
  why: 'Anyone on the internet opens a connection, reads the messages of others and writes in their name.',
  severity: 'high',
  refs: ['CWE-306', 'CWE-862', 'CWE-1385'],
  needs: ['source'],
  *find({ source }) {
    const server = source.files.filter(file => file.kind === 'code' && !isTest(file.path) && !/\.[jt]sx$/.test(file.path))
    const speaking = server.filter(file => /\.on\(\s*['"`]connect(?:ion)?['"`]/.test(file.text()) && SERVES.test(file.text()))
    if (!speaking.length || server.some(file => SPEAKS.test(file.text()) && ASKS.test(withoutComments(file.text())))) return
    const signsIn = source.packages.some(one => Object.keys(one.dependencies).some(name => SIGNS_IN.test(name)))
    for (const file of speaking) {
      if (!dependsOnSockets(source, file)) continue
      for (const one of connectionsIn(file)) {
        yield {
          at: one.at,
          certainty: 'likely',
          severity: signsIn && one.does !== 'sends' ? 'high' : 'medium',
          message: `A socket of \`${file.path}\` asks nobody who they are, and ${SAYS[one.does]}.`,
          help: 'Verify the session in `io.use((socket, next) => …)`, take the user from there, and let a socket join only rooms of that user.',
          key: `${file.path} ${one.does}`,
          trail: one.trail,
        }
      }
    }
  },
})

const SPEAKS = /socket|\bws\b|\bwss\b/i
const withoutComments = (text: string): string => text.replaceAll(/^\s*(?:\/\/|\*).*$/gm, '')

const dependsOnSockets = (source: Source, file: SourceFile): boolean => {
  const all = [source.packageOf(file.path), ...source.packages].flatMap(one => Object.keys(one?.dependencies ?? {}))
  return all.includes('socket.io') || all.includes('ws')
}

/** `io.on('connection', socket => { socket.on('message', …) })`, with the gravest thing that is done for the asking. */
function connectionsIn(file: SourceFile): Found[] {
  const text = file.text()
  const found: Found[] = []
  walkTree(treeOf(file), node => {
    const handler = handlerOf(node, /^connect(?:ion)?$/)
    const socket = (handler?.params as Node[] | undefined)?.[0]
    if (!handler || socket?.type !== 'Identifier') return
    const place = (one: Node): Place => ({ file: file.path, line: lineAt(text, one.start) })
    const orders: { readonly node: Node; readonly does: Found['does'] }[] = []
    walkTree(handler, inner => {
      const order = handlerOf(inner, /^(?!disconnect|error|close|connect)/, String(socket.name))
      const does = order && doneIn(text.slice(order.start, order.end), String(socket.name))
      if (does) orders.push({ node: inner, does })
    })
    const does = (['stores', 'joins', 'sends'] as const).find(kind => orders.some(one => one.does === kind))
    if (does)
      found.push({
        at: place(node),
        does,
        trail: [
          { at: place(node), label: 'whoever connects' },
          ...orders.slice(0, 20).map(one => ({ at: place(one.node), label: 'done for the asking' })),
        ],
      })
  })
  return found
}

/** The function that `x.on('name', function)` is given. */
function handlerOf(node: Node, event: RegExp, of?: string): Node | undefined {
  if (node.type !== 'CallExpression' || !isNode(node.callee) || node.callee.type !== 'MemberExpression') return undefined
  const { object, property } = node.callee as unknown as { object: Node; property: Node }
  const [name, handler] = node.arguments as Node[]
  if (property.name !== 'on' || (of !== undefined && object.name !== of)) return undefined
  if (name?.type !== 'Literal' || typeof name.value !== 'string' || !event.test(name.value)) return undefined
  return handler && /Function/.test(handler.type) ? handler : undefined
}

function doneIn(text: string, socket: string): Found['does'] | undefined {
  if (WRITES.test(text)) return 'stores'
  if (new RegExp(`\\b${socket}\\.join\\(\\s*[^'"\`)\\s]`).test(text)) return 'joins'
  if (READS.test(text) && /\.emit\(/.test(text)) return 'joins'
  return SENDS.test(text) ? 'sends' : undefined
}
