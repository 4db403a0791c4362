using GenGateway.Microbenchmarks;

switch (args)
{
    case ["lab-host", var home]:
        await LabHost.RunAsync(home);
        return 0;
    case [] or ["all"] or ["lanes"]:
        await FastLane.RunAsync();
        return 0;
    case ["types"]:
        await FastLane.TypesAsync(0);
        return 0;
    case ["types", var number]:
        await FastLane.TypesAsync(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["parts"]:
        Parts.Run();
        return 0;
    default:
        Console.Error.WriteLine("modes: lanes (default), types [NUMBER OF A TRANSLATION], parts, lab-host HOME");
        return 2;
}
