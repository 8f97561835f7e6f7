import { expect, test } from 'vitest'
import { after } from '../proposed.fixture.js'

const fixed = async (server: string): Promise<string> =>
  (
    await after('headers/missing-security-headers', {
      'package.json': '{ "name": "carts", "dependencies": { "express": "*", "cors": "*", "@nestjs/core": "*", "@nestjs/common": "*" } }',
      'server.ts': server,
    })
  ).join()

test('a server of data gets every header, and pictures of it may stand in pages of others', async () => {
  const server = (extra: string) => `import express from 'express'
import cors from 'cors'
const app = express()
${extra}
app.get('/carts', (req, res) => res.json([]))
app.listen(3000)`
  expect(await fixed(server(''))).toContain('const app = express()\napp.use(helmet())\n')
  expect(await fixed(server('app.use(cors())'))).toContain("\napp.use(helmet({ crossOriginResourcePolicy: { policy: 'cross-origin' } }))\n")
})

test('where pages are shown, their scripts go on running', async () => {
  const pages = await fixed(`import express from 'express'
const app = express()
app.get('/', (req, res) => res.render('home'))
app.listen(3000)`)
  expect(pages).toContain('\napp.use(helmet({ contentSecurityPolicy: false }))\n')
  const built = await fixed(`import express from 'express'
const app = express()
app.get('/carts', (req, res) => res.json([]))
app.use(express.static('dist/public'))
app.listen(3000)`)
  expect(built).toContain('\napp.use(helmet({ contentSecurityPolicy: false }))\n')
})

test('Nest on Express gets them where the app is made, on Fastify nothing is proposed', async () => {
  const nest = (adapter: string) => `import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
@Controller('carts') class Carts { @Get() all() { return [] } }
@Module({ controllers: [Carts] }) class App {}
async function bootstrap() {
  const app = await NestFactory.create(App${adapter})
  await app.listen(3000)
}
bootstrap()`
  expect(await fixed(nest(''))).toContain('  const app = await NestFactory.create(App)\n  app.use(helmet())\n')
  expect(await fixed(nest(', new FastifyAdapter()'))).toBe('')
})
