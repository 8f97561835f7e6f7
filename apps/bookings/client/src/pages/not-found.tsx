import { Link } from "wouter";

export default function NotFound() {
  return (
    <div className="py-20 text-center">
      <h1 className="text-2xl font-semibold">404 Page Not Found</h1>
      <Link href="/" className="text-sm underline">
        Back to the start
      </Link>
    </div>
  );
}
