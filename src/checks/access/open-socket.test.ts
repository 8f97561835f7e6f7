import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string, before = '', dependencies: Record<string, string> = { 'socket.io': '4', jsonwebtoken: '9' }) =>
  findingsIn('access/open-socket', {
    'src/server.js': `const { Server } = require('socket.io')
const Message = require('./message')
module.exports = server => {
  const io = new Server(server)
  ${before}
  io.on('connection', socket => {
    ${body}
    socket.on('disconnect', () => console.log('gone'))
  })
}`,
    'package.json': JSON.stringify({ name: 'a', dependencies: { express: '4', ...dependencies } }),
  })

const says = (severity: string, does: string) => [
  `src/server.js:6 ${severity} A socket of \`src/server.js\` asks nobody who they are, and ${does}.`,
]

test('finds what is stored, listened to and passed on for the asking', async () => {
  expect(await find("socket.on('say', async m => { await Message.create(m) })")).toEqual(
    says('high', 'writes what anybody sends over it into the database'),
  )
  expect(await find("socket.on('say', async m => { await pool.execute(queries.addMessage, [m]) })")).toEqual(
    says('high', 'writes what anybody sends over it into the database'),
  )
  expect(await find("socket.on('read', async m => { socket.emit('all', await Message.find({ to: m.to })) })")).toEqual(
    says('high', 'lets anybody read, or listen to, whatever they name'),
  )
  expect(await find("socket.on('join', ({ room }) => socket.join(room))")).toEqual(
    says('high', 'lets anybody read, or listen to, whatever they name'),
  )
  expect(await find("socket.on('say', m => io.to(m.room).emit('say', m))")).toEqual(
    says('medium', 'passes on what anybody sends, to whomever they name'),
  )
})

test('weighs less where nobody signs in at all', async () => {
  expect(await find("socket.on('join', room => socket.join(room))", '', { 'socket.io': '4' })).toEqual(
    says('medium', 'lets anybody read, or listen to, whatever they name'),
  )
})

test.each([
  [
    'who is asked by middleware',
    "socket.on('join', room => socket.join(room))",
    'io.use(async (socket, next) => next(await known(socket)))',
  ],
  ['who is asked in the handler', "const { token } = socket.handshake.auth\n socket.on('join', room => socket.join(room))", ''],
  ['one room for all', "socket.on('join', () => socket.join('lobby'))", ''],
  ['news for everybody', "socket.on('ping', () => io.emit('pong'))", ''],
])('passes %s', async (_, body, before) => {
  expect(await find(body, before)).toEqual([])
})
