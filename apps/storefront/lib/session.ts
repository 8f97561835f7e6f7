import { SignJWT, jwtVerify } from "jose";

export const SESSION_COOKIE = "jo_session";
export const SESSION_MAX_AGE = 60 * 60 * 24 * 30;

export type Session = {
  userId: string;
  email: string;
  role: "CUSTOMER" | "STAFF" | "ADMIN";
};

const secret = new TextEncoder().encode(
  process.env.JWT_SECRET || "juniper-oak-super-secret-session-key-2024",
);

export async function signSession(session: Session) {
  return new SignJWT({ ...session })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuedAt()
    .setExpirationTime("30d")
    .sign(secret);
}

export async function verifySession(token: string | undefined): Promise<Session | null> {
  if (!token) return null;
  try {
    const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] });
    return {
      userId: payload.userId as string,
      email: payload.email as string,
      role: payload.role as Session["role"],
    };
  } catch {
    return null;
  }
}
