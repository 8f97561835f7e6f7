import { Heart, MessageCircle, ShoppingBag, Store } from "lucide-react";
import { Link } from "react-router-dom";
import { Button } from "@/components/ui/button";
import { useAuth } from "@/hooks/useAuth";
import { useCart } from "@/hooks/useCart";
import { useRoles } from "@/hooks/useRoles";

export const Header = () => {
  const { user, signOut } = useAuth();
  const { items } = useCart();
  const { isAdmin } = useRoles();

  return (
    <header className="border-b">
      <div className="container flex h-16 items-center gap-4">
        <Link to="/" className="flex items-center gap-2 text-lg font-semibold">
          <Store className="h-5 w-5 text-primary" /> Trove
        </Link>
        <nav className="ml-auto flex items-center gap-4 text-sm">
          <Link to="/browse">Browse</Link>
          <Link to="/sell">Sell</Link>
          {user && <Link to="/orders">Orders</Link>}
          {isAdmin && <Link to="/admin">Admin</Link>}
          <Link to="/favourites" aria-label="Favourites"><Heart className="h-5 w-5" /></Link>
          <Link to="/messages" aria-label="Messages"><MessageCircle className="h-5 w-5" /></Link>
          <Link to="/cart" className="flex items-center gap-1" aria-label="Cart">
            <ShoppingBag className="h-5 w-5" /> {items.length > 0 && items.length}
          </Link>
          {user ? (
            <>
              <Link to="/settings">Settings</Link>
              <Button variant="outline" size="sm" onClick={signOut}>Sign out</Button>
            </>
          ) : (
            <Link to="/auth"><Button size="sm">Sign in</Button></Link>
          )}
        </nav>
      </div>
    </header>
  );
};
