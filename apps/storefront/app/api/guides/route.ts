import { readFile } from "node:fs/promises";
import path from "node:path";
import { NextResponse, type NextRequest } from "next/server";

const GUIDES_DIR = path.join(process.cwd(), "content/guides");

// Care guides for our products, as markdown
export async function GET(req: NextRequest) {
  const file = req.nextUrl.searchParams.get("file") ?? "wood-care.md";
  try {
    const guide = await readFile(path.join(GUIDES_DIR, file), "utf8");
    return new Response(guide, { headers: { "Content-Type": "text/markdown; charset=utf-8" } });
  } catch {
    return NextResponse.json({ error: "Guide not found" }, { status: 404 });
  }
}
