import Link from "next/link";
import { redirect } from "next/navigation";
import { LoginForm } from "@/components/login-form";
import { ResetPasswordForm } from "@/components/reset-password-form";
import { getCurrentUser } from "@/lib/auth";
import { safeRedirectPath } from "@/lib/safe-redirect";

type Props = { searchParams: Promise<{ next?: string; reset?: string }> };

export default async function LoginPage({ searchParams }: Props) {
  const { next, reset } = await searchParams;
  if (reset) return <ResetPasswordForm token={reset} />;

  const target = safeRedirectPath(next);
  if (await getCurrentUser()) redirect(target);

  return (
    <>
      <h1>Welcome back</h1>
      <LoginForm next={target} />
      <p className="muted">
        New here? <Link href="/signup">Create an account</Link>
      </p>
    </>
  );
}
