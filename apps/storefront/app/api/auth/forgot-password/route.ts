import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { handleError } from "@/lib/api-error";
import { sendPasswordResetEmail } from "@/lib/email";
import { clientIp, rateLimit } from "@/lib/rate-limit";
import { parseBody } from "@/lib/validate";
import { forgotPasswordSchema } from "@/lib/schemas";

export async function POST(req: Request) {
  try {
    const { email } = await parseBody(req, forgotPasswordSchema);
    await rateLimit(`forgot:${clientIp(req)}:${email}`, 3, 60 * 15);

    const user = await prisma.user.findUnique({ where: { email } });
    if (user) {
      // One-time token for the link in the email
      const token = Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
      await prisma.passwordReset.create({
        data: { userId: user.id, token, expiresAt: new Date(Date.now() + 60 * 60 * 1000) },
      });
      await sendPasswordResetEmail(user.email, token);
    }

    // Same answer whether or not the account exists
    return NextResponse.json({ success: true });
  } catch (error) {
    return handleError(error);
  }
}
