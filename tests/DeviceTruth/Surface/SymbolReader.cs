using System.Globalization;
using Microsoft.CodeAnalysis;

namespace PaymentCode.DeviceTruth.Surface;

/// <summary>Reads what an assembly declares in the terms of the tables, so that the two can be compared row by row.</summary>
static class SymbolReader
{
    public static List<ApiType> Read(IAssemblySymbol assembly)
    {
        var types = new List<ApiType>();
        var open = new Stack<INamespaceOrTypeSymbol>([assembly.GlobalNamespace]);
        while (open.TryPop(out INamespaceOrTypeSymbol? scope))
        {
            foreach (INamespaceOrTypeSymbol inner in scope.GetMembers().OfType<INamespaceOrTypeSymbol>())
            {
                open.Push(inner);
            }

            if (scope is INamedTypeSymbol type && IsVisible(type))
            {
                types.Add(Read(type));
            }
        }

        return types;
    }

    static ApiType Read(INamedTypeSymbol type)
    {
        string name = NameOf(type);
        string parent = type.TypeKind switch
        {
            TypeKind.Enum => NameOf(type.EnumUnderlyingType!),
            TypeKind.Class when type.BaseType is not null => NameOf(type.BaseType),
            _ => "",
        };
        string[] interfaces = type.TypeKind is TypeKind.Enum or TypeKind.Delegate ? [] : [.. type.Interfaces.Select(NameOf)];
        List<ApiMember> members = [.. type.GetMembers().Where(m => IsListed(type, m)).Select(ReadMember)];
        return new ApiType(type.ContainingAssembly.Name, name, KindOf(type), ModifiersOf(type), parent, interfaces, members);
    }

    static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && (symbol.ContainingType is null || IsVisible(symbol.ContainingType));

    static bool IsListed(INamedTypeSymbol type, ISymbol member) => IsVisible(member) && member switch
    {
        IFieldSymbol => true,
        IPropertySymbol or IEventSymbol => true,
        IMethodSymbol method => type.TypeKind == TypeKind.Delegate
            ? method.MethodKind == MethodKind.DelegateInvoke
            : !method.IsImplicitlyDeclared && method.MethodKind is MethodKind.Ordinary or MethodKind.Constructor or MethodKind.Destructor
                or MethodKind.UserDefinedOperator or MethodKind.Conversion,
        _ => false,
    };

    static ApiMember ReadMember(ISymbol member)
    {
        string modifiers = ModifiersOf(member);
        return member switch
        {
            IFieldSymbol f => new ApiMember('F', f.Name, modifiers, NameOf(f.Type), f.IsConst ? TextOf(f.ConstantValue) : "", ""),
            IPropertySymbol p => new ApiMember('P', p.MetadataName, modifiers, NameOf(p.Type), ListOf(p.Parameters), AccessorsOf(p)),
            IEventSymbol e => new ApiMember('E', e.Name, modifiers, NameOf(e.Type), "", ""),
            IMethodSymbol m => new ApiMember('M', m.Name, modifiers, NameOf(m.ReturnType), ListOf(m.Parameters), ""),
            _ => throw new InvalidOperationException($"{member.Kind} has no row of its own."),
        };
    }

    static string KindOf(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Struct => "struct",
        TypeKind.Enum => "enum",
        TypeKind.Delegate => "delegate",
        TypeKind.Interface => "interface",
        _ => "class",
    };

    static string ModifiersOf(INamedTypeSymbol type)
    {
        bool isClass = type.TypeKind == TypeKind.Class;
        bool isFlags = type.TypeKind == TypeKind.Enum && type.GetAttributes().Any(a => a.AttributeClass?.Name == "FlagsAttribute");
        return Words(
            ("public", true),
            ("static", isClass && type.IsStatic),
            ("abstract", isClass && type.IsAbstract && !type.IsStatic),
            ("sealed", isClass && type.IsSealed && !type.IsStatic),
            ("ref", type.IsRefLikeType),
            ("flags", isFlags));
    }

    static string ModifiersOf(ISymbol member)
    {
        bool isConst = member is IFieldSymbol { IsConst: true };
        return Words(
            ("public", member.DeclaredAccessibility == Accessibility.Public),
            ("protected", member.DeclaredAccessibility != Accessibility.Public),
            ("const", isConst),
            ("static", member.IsStatic && !isConst),
            ("abstract", member.IsAbstract),
            ("virtual", member.IsVirtual && member is not IMethodSymbol { MethodKind: MethodKind.DelegateInvoke }),
            ("override", member.IsOverride || member is IMethodSymbol { MethodKind: MethodKind.Destructor }),
            ("readonly", member is IFieldSymbol { IsReadOnly: true }));
    }

    static string Words(params (string Word, bool Holds)[] words) => string.Join(' ', words.Where(w => w.Holds).Select(w => w.Word));

    static string AccessorsOf(IPropertySymbol property) =>
        (property.GetMethod is { } getter && IsVisible(getter) ? "get;" : "") + (property.SetMethod is { } setter && IsVisible(setter) ? "set;" : "");

    static string ListOf(IEnumerable<IParameterSymbol> parameters) => string.Join(", ", parameters.Select(p =>
    {
        string modifier = p.IsParams ? "params " : p.RefKind switch
        {
            RefKind.Out => "out ",
            RefKind.None => "",
            _ => "ref ",
        };
        string value = p.HasExplicitDefaultValue ? " = " + TextOf(p.ExplicitDefaultValue) : "";
        return $"{modifier}{NameOf(p.Type)} {p.Name}{value}";
    }));

    static string TextOf(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    static string NameOf(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return NameOf(array.ElementType) + $"[{new string(',', array.Rank - 1)}]";
            case ITypeParameterSymbol parameter:
                return parameter.Name;
            case { ContainingType: { } encloser }:
                return NameOf(encloser) + "+" + type.MetadataName;
            case { ContainingNamespace: { IsGlobalNamespace: false } space }:
                return space.ToDisplayString() + "." + type.MetadataName;
            default:
                return type.MetadataName;
        }
    }
}
