import own from 'node:assert/strict'

/** https://jsr.io/@std/assert */
export const assert: (value: unknown, message?: string) => void = (value, message) => own.ok(value, message)
export const assertEquals = (actual: unknown, expected: unknown, message?: string): void => own.deepEqual(actual, expected, message)
export const assertNotEquals = (actual: unknown, expected: unknown, message?: string): void => own.notDeepEqual(actual, expected, message)
export const assertStrictEquals = (actual: unknown, expected: unknown, message?: string): void => own.equal(actual, expected, message)
export const assertExists = (actual: unknown, message?: string): void => own.ok(actual !== undefined && actual !== null, message)
export const assertThrows = (work: () => unknown): void => own.throws(work)
export const assertRejects = (work: () => Promise<unknown>): Promise<void> => own.rejects(work)
export const assertStringIncludes = (actual: string, expected: string, message?: string): void => own.ok(actual.includes(expected), message)
