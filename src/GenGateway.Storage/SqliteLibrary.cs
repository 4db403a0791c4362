using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace GenGateway.Storage;

/// <summary>The native library: the system's, which its owner keeps patched, before the one that the package brought.</summary>
internal static class SqliteLibrary
{
    /// <summary>The oldest that has RETURNING and the upsert that is used.</summary>
    private const int LeastVersion = 3_035_000;

    private static readonly string[] SystemNames = OperatingSystem.IsWindows() ? ["winsqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"]
        : ["libsqlite3.so.0"];

    private static readonly Lazy<bool> Prepared = new(Prepare);

    /// <summary>Loads it, once in the process. Thread safe.</summary>
    /// <exception cref="StoreRefusedException">There is none.</exception>
    public static void Load() => _ = Prepared.Value;

    private static bool Prepare()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, static (name, assembly, search) =>
            name == "e_sqlite3" ? Resolve(assembly, search) : 0);
        try
        {
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
        }
        catch (DllNotFoundException thrown)
        {
            throw new StoreRefusedException("the database needs the native library of SQLite: install it (Debian: apt-get install libsqlite3-0), or keep lib/libe_sqlite3.so beside the program.", thrown);
        }

        return true;
    }

    private static nint Resolve(Assembly assembly, DllImportSearchPath? search)
    {
        foreach (var name in SystemNames)
        {
            if (!NativeLibrary.TryLoad(name, out var handle))
                continue;
            if (IsRecent(handle))
                return handle;
            NativeLibrary.Free(handle);
        }

        // The published program keeps native libraries in lib/, a build beside itself or under runtimes/.
        var packaged = Path.Combine(AppContext.BaseDirectory, "lib", "libe_sqlite3.so");
        return NativeLibrary.TryLoad(packaged, out var bundled) || NativeLibrary.TryLoad("e_sqlite3", assembly, search, out bundled) ? bundled : 0;
    }

    private static bool IsRecent(nint library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var export)
        && Marshal.GetDelegateForFunctionPointer<VersionNumber>(export)() >= LeastVersion;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
