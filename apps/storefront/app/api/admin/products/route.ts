import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { requireRole } from "@/lib/auth";
import { handleError } from "@/lib/api-error";
import { productSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";

export async function POST(req: Request) {
  try {
    await requireRole("ADMIN");
    const data = await parseBody(req, productSchema);
    const product = await prisma.product.create({ data });
    return NextResponse.json({ product }, { status: 201 });
  } catch (error) {
    return handleError(error);
  }
}
