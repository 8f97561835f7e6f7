import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

export const UPLOADS_DIR = path.join(process.cwd(), "storage/uploads");

/** Stores an uploaded file and returns the URL under which it is served. */
export async function saveUpload(filename: string, data: ArrayBuffer) {
  await mkdir(UPLOADS_DIR, { recursive: true });
  await writeFile(path.join(UPLOADS_DIR, filename), Buffer.from(data));
  return `/api/uploads/${filename}`;
}
