import type { SourceFile } from './source.js'

/** `'use client'`, `'use server'` at the top of a file: only comments may stand before it. */
export const hasDirective = (file: SourceFile, directive: string): boolean =>
  new RegExp(`^\\s*(?:\\/\\/[^\\n]*\\n|\\/\\*[\\s\\S]*?\\*\\/|\\s)*['"]${directive}['"]`).test(file.text())
