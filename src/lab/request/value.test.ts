import { expect, test } from 'vitest'
import type { Column, Table } from '#database/catalogue'
import { daysToCome } from './days.js'
import { fitting, plausible } from './value.js'

const column = (more: Partial<Column>): Column => ({
  name: 'status',
  field: 'status',
  type: 'string',
  nullable: true,
  hasDefault: false,
  unique: false,
  at: { file: 'models.js', line: 1 },
  ...more,
})

test('people are born before they sign up', () => {
  expect(plausible('dateOfBirth', [], 'lab')).toBe('1990-01-15')
  expect(fitting(column({ name: 'dob', field: 'dob', type: 'date' }), { name: 'users' } as Table, 'lab')).toBe('1990-01-15')
  expect(plausible('startDate', [], 'lab')).toBe(daysToCome().begins)
  // What ends does so after it has begun.
  expect(plausible('end_date', [], 'lab')).toBe(daysToCome().ends)
  expect(plausible('returnDate', [], 'lab')).toBe(daysToCome().ends)
  expect(plausible('checkOut', [], 'lab')).toBe(daysToCome().ends)
})

test('a column that may hold few texts gets one of them', () => {
  const table = { name: 'bookings' } as Table
  expect(fitting(column({}), table, 'lab')).toBe('active')
  expect(fitting(column({ values: ['pending', 'confirmed'] }), table, 'lab')).toBe('pending')
})
