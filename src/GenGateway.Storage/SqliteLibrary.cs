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

    // SQLITE_FCNTL_HAS_MOVED.
    private const int HasMovedQuestion = 20;

    private static readonly Lazy<bool> Prepared = new(Prepare);
    private static FileControl? _fileControl;

    /// <summary>Loads it, once in the process. Thread safe.</summary>
    /// <exception cref="StoreRefusedException">There is none.</exception>
    public static void Load() => _ = Prepared.Value;

    /// <summary>Whether the file of an open database is no longer what its path names: renamed, deleted, or another file stands there.</summary>
    /// <returns>Null: this library, or this system, cannot tell.</returns>
    public static bool? HasMoved(sqlite3 database)
    {
        if (_fileControl is not { } control || control(database.DangerousGetHandle(), 0, HasMovedQuestion, out var hasMoved) != raw.SQLITE_OK)
            return null;
        return hasMoved != 0;
    }

    private static bool Prepare()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, static (name, assembly, search) =>
            name == "e_sqlite3" ? Loaded(Resolve(assembly, search)) : 0);
        try
        {
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            // Each connection has one user at a time, and nobody asks SQLite how much memory it holds: without the locks of the first and the counters of the
            // second a record costs a fifth less. Where the library was built without the choice, it stays as it is.
            _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
            _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        }
        catch (DllNotFoundException thrown)
        {
            throw new StoreRefusedException("the database needs the native library of SQLite: install it (Debian: apt-get install libsqlite3-0), or keep lib/libe_sqlite3.so beside the program.", thrown);
        }

        return true;
    }

    private static nint Loaded(nint library)
    {
        // The package has no name for it.
        if (library != 0 && NativeLibrary.TryGetExport(library, "sqlite3_file_control", out var export))
            _fileControl = Marshal.GetDelegateForFunctionPointer<FileControl>(export);
        return library;
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

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int FileControl(nint database, nint name, int operation, out int answer);
}
