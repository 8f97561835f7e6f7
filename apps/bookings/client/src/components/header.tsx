import { useMutation } from "@tanstack/react-query";
import { Waves } from "lucide-react";
import { Link } from "wouter";
import { Button } from "@/components/ui/button";
import { useAuth } from "@/hooks/use-auth";
import { apiRequest, queryClient } from "@/lib/queryClient";

export function Header() {
  const { user } = useAuth();
  const logout = useMutation({
    mutationFn: () => apiRequest("POST", "/api/logout"),
    onSuccess: () => queryClient.setQueryData(["/api/user"], null),
  });

  return (
    <header className="border-b bg-white">
      <div className="mx-auto flex max-w-5xl items-center justify-between px-4 py-3">
        <Link href="/" className="flex items-center gap-2 font-semibold">
          <Waves className="h-5 w-5 text-primary" /> Stillwater
        </Link>
        <nav className="flex items-center gap-2">
          {user?.role === "admin" && (
            <Button variant="ghost" asChild>
              <Link href="/admin">Admin</Link>
            </Button>
          )}
          {user ? (
            <>
              <Button variant="ghost" asChild>
                <Link href="/dashboard">My appointments</Link>
              </Button>
              <Button variant="outline" onClick={() => logout.mutate()}>
                Sign out
              </Button>
            </>
          ) : (
            <Button asChild>
              <Link href="/auth">Sign in</Link>
            </Button>
          )}
        </nav>
      </div>
    </header>
  );
}
