import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { hashPassword } from "@/lib/auth";
import { ApiError, handleError } from "@/lib/api-error";
import { clientIp, rateLimit } from "@/lib/rate-limit";
import { parseBody } from "@/lib/validate";
import { resetPasswordSchema } from "@/lib/schemas";

export async function POST(req: Request) {
  try {
    await rateLimit(`reset:${clientIp(req)}`, 10, 60 * 15);
    const { token, password } = await parseBody(req, resetPasswordSchema);

    const reset = await prisma.passwordReset.findUnique({ where: { token } });
    if (!reset || reset.usedAt || reset.expiresAt < new Date()) {
      throw new ApiError(400, "This link is invalid or has expired");
    }

    const passwordHash = await hashPassword(password);
    await prisma.$transaction([
      prisma.passwordReset.update({ where: { id: reset.id }, data: { usedAt: new Date() } }),
      prisma.user.update({
        where: { id: reset.userId },
        data: { passwordHash, temporaryPassword: null },
      }),
    ]);

    return NextResponse.json({ success: true });
  } catch (error) {
    return handleError(error);
  }
}
