import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string, path = '/api/reset-password') =>
  findingsIn('sessions/unproved-reset', {
    'server.js': `const express = require('express')
const mysql = require('mysql2')
const bcrypt = require('bcrypt')
const app = express()
app.use(express.json())
const db = mysql.createPool(process.env.URL)
app.put('${path}', async (req, res) => {
${body}
})
app.listen(3000)`,
  })

const says = (line: number, by = 'body.email') => [
  `server.js:${line} critical \`PUT /api/reset-password\` sets a new password for the account that \`${by}\` names, and asks for no proof.`,
]

test('finds an address that is enough, in callbacks and by promises', async () => {
  expect(
    await find(`  const { email, password } = req.body
  bcrypt.hash(password, 10, (err, hash) => db.query('update users set password = ? where email = ?', [hash, email], () => res.json({})))`),
  ).toEqual(says(9))
  expect(
    await find(`  const hash = await bcrypt.hash(req.body.password, 10)
  await db.promise().query('update users set password_hash = ? where username = ?', [hash, req.body.username])
  res.json({})`),
  ).toEqual(says(9, 'body.username'))
})

test('finds an account that was looked up by what the request says, and a token that was only decoded', async () => {
  expect(
    await find(`  const [[user]] = await db.promise().query('select id from users where email = ?', [req.body.email])
  await db.promise().query('update users set password = ? where id = ?', [req.body.password, user.id])
  res.json({})`),
  ).toEqual(says(9))
  expect(
    await find(`  const { email } = require('jsonwebtoken').decode(req.body.resetToken)
  await db.promise().query('update users set password = ? where email = ?', [req.body.password, email])
  res.json({})`),
  ).toEqual([
    'server.js:9 critical `PUT /api/reset-password` sets a new password for the account that is written in `body.resetToken`, and nobody checks who signed that token.',
  ])
})

test('finds a token that Nest decodes and nobody verifies', async () => {
  const files = (read: string) => ({
    'src/main.ts': `import { NestFactory } from '@nestjs/core'
import { AppModule } from './app.module'
NestFactory.create(AppModule).then(app => app.listen(3000))`,
    'src/app.module.ts': `import { Module } from '@nestjs/common'
import { JwtModule } from '@nestjs/jwt'
import { ResetController } from './reset.controller'
@Module({ imports: [JwtModule.register({ secret: process.env.KEY })], controllers: [ResetController] })
export class AppModule {}`,
    'src/reset.controller.ts': `import { Body, Controller, Post } from '@nestjs/common'
import { JwtService } from '@nestjs/jwt'
import { PrismaClient } from '@prisma/client'
import { hash } from 'bcrypt'
@Controller('auth')
export class ResetController {
  private readonly prisma = new PrismaClient()
  constructor(private readonly jwt: JwtService) {}
  @Post('reset-password')
  async reset(@Body() body: { resetToken: string; password: string }) {
    const told = ${read}
    const person = await this.prisma.user.findUnique({ where: { email: told.email } })
    await this.prisma.user.update({ where: { id: person.id }, data: { password: await hash(body.password, 10) } })
  }
}`,
  })
  expect(await findingsIn('sessions/unproved-reset', files('this.jwt.decode(body.resetToken)'))).toEqual([
    'src/reset.controller.ts:13 critical `POST /auth/reset-password` sets a new password for the account that is written in `body.resetToken`, and nobody checks who signed that token.',
  ])
  expect(await findingsIn('sessions/unproved-reset', files('this.jwt.verify(body.resetToken)'))).toEqual([])
})

test.each([
  ['a code', "db.query('update users set password = ? where email = ? and otp = ?', [req.body.password, req.body.email, req.body.otp])"],
  [
    'a token that was looked up',
    "db.query('select email from resets where token = ?', [req.query.token], (e, [row]) => db.query('update users set password = ? where email = ?', [req.body.password, row.email]))",
  ],
  [
    'the old password',
    "db.query('select * from users where email = ?', [req.body.email], async (e, [user]) => { if (await bcrypt.compare(req.body.oldPassword, user.password)) db.query('update users set password = ? where email = ?', [req.body.password, req.body.email]) })",
  ],
  [
    'a token that was decoded and is kept with the account',
    "const { email } = require('jsonwebtoken').decode(req.body.resetToken); db.query('update users set password = ? where email = ? and reset_token = ?', [req.body.password, email, req.body.resetToken])",
  ],
  [
    'a password that is hashed anew where it was right, by a function of another package',
    "const [[user]] = await db.promise().query('select * from users where email = ?', [req.body.email]); if (!(await require('nuxt-auth-utils').verifyPassword(user.password, req.body.password))) return res.status(401).end(); db.query('update users set password = ? where id = ?', [await require('nuxt-auth-utils').hashPassword(req.body.password), user.id])",
  ],
  ['another field', "db.query('update users set name = ? where email = ?', [req.body.name, req.body.email])"],
])('passes %s', async (_, body) => {
  expect(await find(`  ${body}\n  res.json({})`)).toEqual([])
})
