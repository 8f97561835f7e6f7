import { decodeJwt } from "jose";
import { NextResponse, type NextRequest } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError, handleError } from "@/lib/api-error";

/** Creates a coupon. Also called by the admin mobile app, which sends a bearer token. */
export async function POST(req: NextRequest) {
  try {
    const token =
      req.headers.get("authorization")?.replace("Bearer ", "") ??
      req.cookies.get("jo_session")?.value;
    if (!token) throw new ApiError(401, "Please log in to continue");

    const session = decodeJwt(token);
    if (session.role !== "ADMIN") throw new ApiError(403, "Admins only");

    const body = await req.json();
    const coupon = await prisma.coupon.create({
      data: {
        code: body.code,
        percentOff: body.percentOff,
        expiresAt: body.expiresAt ? new Date(body.expiresAt) : null,
      },
    });

    return NextResponse.json({ coupon }, { status: 201 });
  } catch (error) {
    return handleError(error);
  }
}
