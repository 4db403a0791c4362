using System.Diagnostics.CodeAnalysis;

namespace GenGateway.Engine.Runtime;

/// <summary>ONNX Runtime's native library in this process, loaded on first use.</summary>
/// <remarks>
/// The library is looked for once: at the path in the environment variable <c>GENGATEWAY_ONNXRUNTIME</c> if that is set, else in
/// the folder <c>lib</c> beside the program, where the build puts it. All members are thread-safe.
/// </remarks>
public static class OnnxRuntime
{
    /// <summary>The environment variable with the full path of another library file, for example one with CUDA.</summary>
    public const string PathVariable = "GENGATEWAY_ONNXRUNTIME";

    private static readonly Lazy<(OrtLibrary? Library, string? Reason)> Loaded =
        new(() => Load(Environment.GetEnvironmentVariable(PathVariable), AppContext.BaseDirectory));

    /// <summary>Whether there is a library to load, told by looking at the file alone: nothing is loaded.</summary>
    /// <param name="reason">One line for a person, which says why not and what to do; null when the file is there.</param>
    public static bool IsPresent([NotNullWhen(false)] out string? reason)
    {
        var (path, isExplicit) = Locate(Environment.GetEnvironmentVariable(PathVariable), AppContext.BaseDirectory);
        reason = File.Exists(path) ? null : Describe($"there is no file {path}", isExplicit);
        return reason is null;
    }

    /// <exception cref="EngineUnavailableException">The library could not be loaded.</exception>
    internal static OrtLibrary Require() =>
        Loaded.Value.Library ?? throw new EngineUnavailableException(Loaded.Value.Reason!);

    /// <summary>An explicit path is never replaced by the shipped library: a wrong setting should be seen.</summary>
    internal static (OrtLibrary? Library, string? Reason) Load(string? explicitPath, string programFolder)
    {
        var (path, isExplicit) = Locate(explicitPath, programFolder);
        var library = OrtLibrary.Load(path, out var reason);
        return library is not null ? (library, null) : (null, Describe(reason, isExplicit));
    }

    private static (string Path, bool IsExplicit) Locate(string? explicitPath, string programFolder) =>
        string.IsNullOrWhiteSpace(explicitPath) ? (Path.Combine(programFolder, "lib", FileName), false) : (explicitPath, true);

    private static string Describe(string? reason, bool isExplicit)
    {
        var remedy = isExplicit
            ? $"correct or unset {PathVariable}"
            : $"build with Node and npm installed, or set {PathVariable} to the library's file";
        return $"ONNX Runtime is not available: {reason}; {remedy}.";
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.1.dylib" : "libonnxruntime.so.1";
}
