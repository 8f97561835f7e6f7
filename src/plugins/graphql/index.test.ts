import { expect, test } from 'vitest'
import type { AppModel } from '#model/app-model'
import { deed, readApp } from '../app.fixture.js'
import { queriesOf } from '../queries.fixture.js'
import { parseSdl } from './sdl.js'

const SDL = `type Query { "all" users(first: Int = 10): [User!]!, user(id: ID!, name: String): User } # open
type Mutation { promote(input: PromoteInput!, role: Role): User }
enum Role { ADMIN USER }
input PromoteInput { id: ID!, tags: [String!] }
type User { id: ID! email: String }`

const app = (server: string, more = ''): Promise<AppModel> =>
  readApp({
    'server.js': `
import express from 'express'
import { buildSchema } from 'graphql'
import { graphqlHTTP } from 'express-graphql'
import { ApolloServer } from '@apollo/server'
import { expressMiddleware } from '@apollo/server/express4'
import { startStandaloneServer } from '@apollo/server/standalone'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { createYoga, createSchema } from 'graphql-yoga'
import gql from 'graphql-tag'
import jwt from 'jsonwebtoken'
import mysql from 'mysql2'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const db = mysql.createConnection(process.env.DATABASE_URL)
const typeDefs = gql\`${SDL}\`
const resolvers = {
  Query: {
    users: (_, { first }) => prisma.user.findMany({ take: first }),
    user: async (_, args, { me }) => { if (!me) throw new Error('no'); return prisma.user.findUnique({ where: { id: args.id } }) },
  },
  Mutation: { promote: (_, { input, role }) => prisma.user.update({ where: { id: input.id }, data: { role } }) },
}
const context = ({ req }) => ({ me: req.headers.authorization ? jwt.verify(req.headers.authorization, process.env.SECRET) : null })
${more}
const app = express()
${server}`,
  })

const told = (model: AppModel): string[] => model.routes.map(one => `${one.method} ${one.path} ${one.kind} ${one.auth}`)

const DOORS = ['POST /graphql/?users rpc open', 'POST /graphql/?user rpc session', 'POST /graphql/?promote rpc open']

test.each([
  [
    'Apollo Server 4',
    "app.use('/graphql', express.json(), expressMiddleware(new ApolloServer({ typeDefs, resolvers }), { context }))\napp.listen(3000)",
  ],
  ['Apollo Server 3', 'new ApolloServer({ typeDefs, resolvers, context }).applyMiddleware({ app })\napp.listen(3000)'],
  [
    'a schema that was put together',
    "app.use('/graphql', createYoga({ schema: createSchema({ typeDefs, resolvers }), context }))\napp.listen(3000)",
  ],
])('each query and mutation is a door of its own: %s', async (_, server) => {
  const model = await app(server)
  expect(told(model)).toEqual(DOORS)
  expect(queriesOf(model)).toEqual([
    'read user limited returning',
    'read user one returning where id = body.id:text',
    'update user returning where id = body.input.id:text data {role: body.role:enum}',
  ])
})

test('a server of its own', async () => {
  expect(told(await app('startStandaloneServer(new ApolloServer({ typeDefs, resolvers }), { context })'))).toEqual(
    DOORS.map(one => one.replace('/graphql/', '/')),
  )
})

test('the guards before it, methods of a root value, and what a type lets out', async () => {
  const root = `const schema = buildSchema(\`${SDL}\`)
const guard = (req, res, next) => { try { req.me = jwt.verify(req.headers.authorization, process.env.SECRET); next() } catch { res.sendStatus(401) } }
const rootValue = { user, users: (_, req) => prisma.user.findMany({ where: { boss: req.me.id } }) }
async function user(args) { const [rows] = await db.promise().query("SELECT * FROM users WHERE name = '" + args.name + "'"); return rows[0] }`
  const model = await app("app.use('/graphql', guard, graphqlHTTP({ schema, rootValue }))\napp.listen(3000)", root)
  expect(told(model)).toEqual(['POST /graphql/?user rpc session', 'POST /graphql/?users rpc session'])
  expect(queriesOf(model)[0]).toMatch(/^read users .*sql template\("SELECT \* FROM users WHERE name = '", body\.name:text, "'"\)$/)
  const [answer] = model.routes[0]!.effects.filter(effect => effect.kind === 'respond' && !effect.caught && effect.how === 'json')
  expect(deed(answer!)).toContain('{id: row(users).id, email: row(users).email}')
})

test('rules that stand beside the resolvers may guard every one of them', async () => {
  const model = await app(
    "app.use('/graphql', expressMiddleware(new ApolloServer({ schema: shielded }), { context }))\napp.listen(3000)",
    "import { shield } from 'graphql-shield'\nconst rules = shield({})\nconst shielded = makeExecutableSchema({ typeDefs, resolvers })",
  )
  expect(told(model).map(one => one.split(' ').at(-1))).toEqual(['unknown', 'session', 'unknown'])
})

test('reads types, inputs and enums, and no descriptions', () => {
  const { types, enums } = parseSdl(SDL)!
  expect([...types.keys()]).toEqual(['Query', 'Mutation', 'PromoteInput', 'User'])
  expect(types.get('Query')!.get('user')).toEqual({
    args: new Map([
      ['id', 'ID!'],
      ['name', 'String'],
    ]),
    type: 'User',
  })
  expect([...enums]).toEqual(['Role'])
})

test('reads what a schema calls its roots, extensions and defaults that hold braces, and says nothing of what is no schema', () => {
  const read = parseSdl(`schema { query: RootQuery }
type RootQuery { shops(where: Filter = { open: true, near: { km: 5 } }): [Shop!] @deprecated(reason: "use places {}") }
extend type RootQuery { shop(id: ID!): Shop }
input Filter { open: Boolean = true, near: Near } input Near { km: Int }
type Shop { id: ID! }`)!
  expect(read.roots).toEqual(['RootQuery'])
  expect([...read.types.get('RootQuery')!.keys()]).toEqual(['shops', 'shop'])
  expect(read.types.get('RootQuery')!.get('shops')).toEqual({ args: new Map([['where', 'Filter']]), type: '[Shop!]' })
  expect(parseSdl('type { nothing')).toBeUndefined()
})
