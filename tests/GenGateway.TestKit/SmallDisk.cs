using System.Diagnostics;

namespace GenGateway.TestKit;

/// <summary>A file system of four megabytes in memory, which can be filled up and made free again. Unmounted when disposed.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Mounts one at a folder, which is made.</summary>
    /// <returns>Null: this user, or this system, may not mount.</returns>
    public static SmallDisk? TryMount(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Directory.CreateDirectory(folder);
        return Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder) ? new SmallDisk(folder) : null;
    }

    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>Takes every free byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(At("filling"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives them back.</summary>
    public void Free() => File.Delete(At("filling"));

    public void Dispose() => Run("umount", "-l", _folder);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
