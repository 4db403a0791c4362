using System.Runtime.InteropServices;

namespace GenGateway.Engine.Imaging.Native;

/// <summary>A picture library of the system, loaded when it is first needed and never unloaded. Thread safe.</summary>
/// <param name="names">Its file's names, the likeliest first.</param>
/// <param name="functions">What must be in it.</param>
/// <param name="missing">What is said where it is not there: which package to install.</param>
internal sealed class CodecLibrary(string[] names, string[] functions, string missing)
{
    private readonly Lazy<nint[]?> _loaded = new(() => Load(names, functions));

    /// <summary>The address of each function, in the order of their names.</summary>
    /// <exception cref="PictureException">The library is not there.</exception>
    public nint[] Require() => _loaded.Value ?? throw PictureException.Unsupported(missing);

    private static nint[]? Load(string[] names, string[] functions)
    {
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, out var library))
                continue;
            var found = new nint[functions.Length];
            var isWhole = true;
            for (var at = 0; at < functions.Length; at++)
                isWhole &= NativeLibrary.TryGetExport(library, functions[at], out found[at]);
            if (isWhole)
                return found;
            NativeLibrary.Free(library);
        }

        return null;
    }
}
