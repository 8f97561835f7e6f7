import Link from "next/link";
import { getCurrentUser } from "@/lib/auth";
import { ThemeToggle } from "@/components/theme-toggle";

export async function Header() {
  const user = await getCurrentUser();
  return (
    <header className="header">
      <Link className="brand" href="/">
        🌿 Juniper & Oak
      </Link>
      <nav>
        <Link href="/cart">Cart</Link>
        {user ? (
          <>
            <Link href="/orders">Orders</Link>
            <Link href="/account">{user.name}</Link>
            {user.role === "ADMIN" && <Link href="/admin">Admin</Link>}
            <a href="/api/auth/logout?redirect=/">Log out</a>
          </>
        ) : (
          <Link href="/login">Log in</Link>
        )}
        <ThemeToggle />
      </nav>
    </header>
  );
}
