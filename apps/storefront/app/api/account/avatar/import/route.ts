import { randomUUID } from "node:crypto";
import { NextResponse } from "next/server";
import { z } from "zod";
import { prisma } from "@/lib/db";
import { requireUser } from "@/lib/auth";
import { ApiError } from "@/lib/api-error";
import { saveUpload } from "@/lib/uploads";
import { parseBody } from "@/lib/validate";

const importSchema = z.object({ url: z.url() });

/** Imports a profile picture from another website. */
export async function POST(req: Request) {
  try {
    const user = await requireUser();
    const { url } = await parseBody(req, importSchema);

    const response = await fetch(url);
    const isImage = response.headers.get("content-type")?.startsWith("image/");
    if (!response.ok || !isImage) throw new ApiError(400, "We couldn't download this picture");

    const avatarUrl = await saveUpload(`${randomUUID()}.jpg`, await response.arrayBuffer());
    await prisma.user.update({ where: { id: user.id }, data: { avatarUrl } });
    return NextResponse.json({ avatarUrl });
  } catch (error) {
    if (error instanceof ApiError) {
      return NextResponse.json({ error: error.message }, { status: error.status });
    }
    console.error("[avatar import]", error);
    return NextResponse.json({ error: "Import failed", details: String(error) }, { status: 500 });
  }
}
