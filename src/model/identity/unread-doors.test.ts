import { expect, test } from 'vitest'
import { readApp } from '#plugins/app.fixture'

const gapsOf = async (text: string): Promise<string[]> =>
  (await readApp({ 'src/index.ts': text })).gaps.filter(gap => gap.hides.includes('routes')).map(gap => `${gap.at.line} ${gap.why}`)

test.each([
  ["import Hapi from '@hapi/hapi'", 'hapi'],
  ["import router from '@adonisjs/core/services/router'", 'AdonisJS'],
  ["import { feathers } from '@feathersjs/feathers'", 'Feathers'],
  ["const sails = require('sails')", 'Sails'],
  ["import { Elysia } from 'elysia'\nnew Elysia().get('/a', () => 1).listen(3000)", 'Elysia'],
])('%s: its doors are not read, and that is said', async (text, name) => {
  expect(await gapsOf(text)).toEqual([expect.stringContaining(`is ${name}, which is not read`)])
})

test('a server of the runtime itself is said as well, one that hands on to a framework is not', async () => {
  expect(await gapsOf("const a = 1\nBun.serve({ port: 3000, fetch(request) { return new Response('') } })")).toEqual([
    '2 `Bun.serve` is a server of its own, which is not read: its routes, and who may call them, are not in this report',
  ])
  expect(await gapsOf("export default { async fetch(request, env) { return new Response('') } }")).toHaveLength(1)
  expect(await gapsOf("import { Hono } from 'hono'\nconst app = new Hono()\nexport default { port: 3000, fetch: app.fetch }")).toEqual([])
  expect(await gapsOf("import express from 'express'\nconst app = express()\napp.listen(3000)")).toEqual([])
})
