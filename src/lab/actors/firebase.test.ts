import { expect, test } from 'vitest'
import { readApp, route } from '#plugins/app.fixture'
import type { Lab } from '../lab.js'
import { world } from '../stand-ins/loopback.fixture.js'
import { firebase } from '../stand-ins/firebase/index.js'
import { claimsOf } from '../stand-ins/tokens.js'
import { enterFirebase, firebaseId } from './firebase.js'
import { subjectFields } from './register.js'

const server = (project: string): string => `
import express from 'express'
import { PrismaClient } from '@prisma/client'
const app = express()
const prisma = new PrismaClient()
app.post('/users/new', async (req, res) => {
  const { uid, name, email, favourite_id } = req.body
  await prisma.user.create({ data: { uid, name, email, favourite_id, project: process.env.${project} } })
  res.status(201).end()
})
app.listen(3000)`

const visitor = { actor: 'a', id: 'u1', email: 'a@lab.example', role: undefined } as const

test.each([
  ['FIREBASE_PROJECT_ID', 'a token of Firebase'],
  ['PROJECT_NAME', undefined],
])('people whom Firebase vouches for, where the app reads %s', async (name, expected) => {
  const model = await readApp({ 'server.js': server(name) }, { express: '5' })
  const provider = firebase(world({ [name]: 'shop-lab' }))
  const lab = { control: (_: string, command: string, input?: unknown) => provider.control!(command, input) } as unknown as Lab
  const by = await enterFirebase(lab, model, visitor, async ({ headers }) => {
    const claims = claimsOf(headers['authorization']?.replace('Bearer ', ''))
    return claims?.['sub'] === firebaseId('a') && claims['email'] === visitor.email && claims['aud'] === 'shop-lab'
  })
  expect(by).toBe(expected)
})

test('who signs up with a provider names the id that it gave, and no other', async () => {
  const model = await readApp({ 'server.js': server('FIREBASE_PROJECT_ID') }, { express: '5' })
  expect(subjectFields(route(model, 'POST', '/users/new'), 'lab-a')).toEqual({ 'body.uid': 'lab-a' })
  expect(subjectFields(route(model, 'POST', '/users/new'), undefined)).toEqual({})
})
