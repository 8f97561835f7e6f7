import { expect, test } from 'vitest'
import { problemsIn } from '../rules/schema.fixture.js'
import check from './catalogue-reference.js'

const found = async (type: string) =>
  (await problemsIn(check, `create table handlers (id int primary key, call ${type});`)).map(problem => problem.key)

test.each(['regprocedure', 'regproc', 'regconfig', 'regnamespace', 'regoperator', 'regdictionary', 'regproc[]'])('finds %s', async type => {
  expect(await found(type)).toEqual(['handlers call'])
})

test.each(['text', 'regclass', 'regtype', 'regrole', 'oid', 'region'])('passes %s', async type => {
  expect(await found(type)).toEqual([])
})
